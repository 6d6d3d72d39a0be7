"""The published checkpoint: which commit of it, and what its files have to be."""

NAME = "cardiffnlp/twitter-roberta-base-sentiment-latest"

# A fixed commit, so that the same numbers come out tomorrow. The name alone would mean the newest commit, which its
# authors may change at any time.
REVISION = "3216a57f2a0d9c45a2e6c20157c20c49fb4bf9c7"

# The sums are recorded here, so that no hub, mirror or proxy can hand out another file under the name. The commit holds
# its weights as pytorch_model.bin alone, without safetensors.
SUMS = {"pytorch_model.bin": "4d24a3e32a88ed1c4e5b789fc6644e2e767500554e954b27dccf52a8e762cbae"}
SIZE = "about 501 MB"

# Beyond what every checkpoint of the lessons has in common.
SETTINGS = {
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
    "layer_norm_eps": 1e-5,
    "id2label": {"0": "negative", "1": "neutral", "2": "positive"},
}
