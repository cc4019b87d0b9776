"""Counts the parameters in parameter-counts.json anew.

`pip install torch==2.8.0 transformers==4.57.1`, then `python count-parameters.py`.
"""
import json
import pathlib

import torch
from transformers import CONFIG_MAPPING, AutoModelForCausalLM

FILE = pathlib.Path(__file__).parent / "parameter-counts.json"
# What the sizes do not depend on, and the libraries would need packages for.
LEFT_OUT = ("model_type", "quantization_config")


def count(config):
    fields = {name: value for name, value in config.items() if name not in LEFT_OUT}
    # The default of some is beyond a small vocabulary.
    made = CONFIG_MAPPING[config["model_type"]](**{**fields, "pad_token_id": 0})
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(made)
    return sum(parameter.numel() for parameter in model.parameters())


def lines(entries):
    return ",\n".join(f"    {entry}" for entry in entries)


counts = json.loads(FILE.read_text())
for entry in (*counts["made"], *counts["published"].values()):
    entry["parameters"] = count(entry["config"])
made = lines(json.dumps(entry) for entry in counts["made"])
published = lines(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in counts["published"].items())
FILE.write_text(f'{{\n  "made": [\n{made}\n  ],\n  "published": {{\n{published}\n  }}\n}}\n')
