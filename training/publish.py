"""Stage 5: write the compact checkpoint's folder: config, float16 weights, model card, manifest.

python -m training.publish
"""

import argparse
import sys
import tempfile
from pathlib import Path
from string import Template

import torch
from safetensors.torch import save_file
from transformers import RobertaForSequenceClassification

from helpers.checkpoints import COMPACT_FOLDER
from helpers.checkpoints.manifest import MANIFEST_NAME, manifest_of
from tools.files import replace_with, write_atomically
from training.data import DATA
from training.errors import StageError
from training.evaluate import report
from training.student import load_student
from training.teacher import WORK

# The distilled model is a little too sure of itself on the validation set. Dividing its last layer by this number
# divides every logit by it: no label changes, and probabilities come closer to the share of right answers.
LOGIT_DIVISOR = 1.1


def write_model(model: RobertaForSequenceClassification) -> None:
    """Write the weights as float16, half the size, with a configuration that loads them as float32."""
    with torch.no_grad():
        for parameter in model.classifier.out_proj.parameters():
            parameter /= LOGIT_DIVISOR
    halves = {name: tensor.to(torch.float16).contiguous() for name, tensor in model.state_dict().items()}
    replace_with(COMPACT_FOLDER / "model.safetensors", lambda path: save_file(halves, path, metadata={"format": "pt"}))
    model.config.dtype = torch.float32
    model.config.architectures = [type(model).__name__]
    with tempfile.TemporaryDirectory() as scratch:
        model.config.save_pretrained(scratch)
        write_atomically(COMPACT_FOLDER / "config.json", (Path(scratch) / "config.json").read_bytes())


def write_card(data: Path) -> None:
    """Fill the model card's template with computed figures."""
    template = Template(Path(__file__).with_name("model_card.md").read_text(encoding="utf-8"))
    write_atomically(COMPACT_FOLDER / "README.md", template.substitute(report(data)).encode())


def write_manifest() -> None:
    """List the sha256 sum of every file of the folder."""
    write_atomically(COMPACT_FOLDER / MANIFEST_NAME, manifest_of(COMPACT_FOLDER).encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the data files (default: %(default)s)")
    parser.add_argument("--work", type=Path, default=WORK, help="folder for intermediate results")
    parser.add_argument("--card-only", action="store_true", help="keep the weights, renew model card and manifest")
    arguments = parser.parse_args()
    if not arguments.card_only:
        write_model(load_student(arguments.work))
    write_card(arguments.data)
    write_manifest()
    print((COMPACT_FOLDER / MANIFEST_NAME).read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    try:
        main()
    except StageError as error:
        sys.exit(f"training.publish: {error}")
