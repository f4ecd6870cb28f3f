"""Encoders of a larger base: what stays as it was, and transformers that have no segments."""

import numpy as np
import pandas as pd
import pytest

import stance
from stance.bundled import bundled_path
from stance.errors import DataError

pytest.importorskip("torch", reason="training an encoder needs the extra torch")
transformers = pytest.importorskip("transformers")

import torch  # noqa: E402

from stance.encoder.export import export_encoder  # noqa: E402
from stance.encoder.fitting import fit_network  # noqa: E402
from stance.encoder.lower_layers import LowerLayers  # noqa: E402
from stance.encoder.network import Pairs, StanceNetwork, score_pairs  # noqa: E402

SIZES = {
    "vocab_size": 30527,
    "hidden_size": 32,
    "num_hidden_layers": 4,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": 128,
}
KINDS = {
    "bert": (transformers.BertConfig, transformers.BertModel),
    "mpnet": (transformers.MPNetConfig, transformers.MPNetModel),
}


@pytest.fixture(params=KINDS)
def base(request, tmp_path):
    """Return the folder of a small transformer with random weights."""
    of_config, of_model = KINDS[request.param]
    torch.manual_seed(0)
    of_model(of_config(**SIZES)).save_pretrained(tmp_path / "base")
    # Of the bundled encoder, whose words any network of as many rows can read.
    words = str(bundled_path("models/encoder") / "tokenizer.json")
    transformers.PreTrainedTokenizerFast(tokenizer_file=words).save_pretrained(tmp_path / "base")
    return str(tmp_path / "base")


@pytest.fixture(scope="module")
def pairs():
    """Return pairs of unlike lengths."""
    said = (("We back it", "favor"), ("We reject it, and say so at length", "against"))
    rows = [(f"{text}, {n}", stance) for n in range(40) for text, stance in said]
    return pd.DataFrame(rows, columns=["text", "stance"]).assign(topic="a truce")


def read(network, pairs):
    return score_pairs(network, pairs["topic"].tolist(), pairs["text"].tolist())


def test_lower_layers_read_once_give_what_the_whole_network_gives(base, pairs):
    network = StanceNetwork(base)
    coded = Pairs(network.tokenizer, pairs["topic"].tolist(), pairs["text"].tolist())
    whole = read(network, pairs)
    lower = LowerLayers(network, coded, 3, progress=False)
    network.eval()
    rows = np.array([7, 2, 61])
    with torch.inference_mode():
        apart = lower.scores(rows).numpy()
    assert np.abs(apart - whole[rows]).max() < 1e-2
    assert np.ptp(whole, axis=0).max() > 2e-2  # else anything would be near
    assert np.array_equal(read(network, pairs), whole)  # nothing is left out of place


def test_what_is_frozen_stays_and_the_rest_learns(base, pairs):
    network, before = StanceNetwork(base), StanceNetwork(base)
    how = {"epochs": 6, "rate": 3e-3, "random_state": 0, "progress": False}
    losses = fit_network(network, pairs, frozen=2, **how)
    assert losses[-1] < losses[0] - 0.2
    changed = {
        name.split(".", 4)[3] if ".layer." in name else name.split(".")[0]
        for (name, now), then in zip(
            network.state_dict().items(), before.state_dict().values(), strict=True
        )
        if not torch.equal(now, then)
    }
    assert changed == {"2", "3", "head"}
    again = StanceNetwork(base)
    assert fit_network(again, pairs, frozen=2, **how) == losses
    assert np.array_equal(read(again, pairs), read(network, pairs))


def test_one_layer_at_least_is_left_to_learn(base, pairs):
    how = {"epochs": 1, "rate": 1e-3, "random_state": 0, "progress": False}
    with pytest.raises(DataError, match="4 layers shall stay as they are, and the transformer has"):
        fit_network(StanceNetwork(base), pairs, frozen=4, **how)


def test_a_network_runs_without_torch_as_with_it(base, pairs, tmp_path):
    network = StanceNetwork(base)
    fit_network(network, pairs, epochs=6, rate=3e-3, random_state=0, progress=False)
    export_encoder(network, tmp_path / "encoder", {}, {"base": "own", "pretrained": "own"})
    encoder = stance.load_encoder(tmp_path / "encoder")
    scores = encoder.scores(pairs["topic"].tolist(), pairs["text"].tolist())
    assert np.abs(scores - read(network, pairs)).max() < 0.25
    assert np.corrcoef(scores.ravel(), read(network, pairs).ravel())[0, 1] > 0.99
