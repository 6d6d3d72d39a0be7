"""How the compact checkpoint is made, stage by stage. See training/README.md."""
