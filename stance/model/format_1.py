"""The first format of a model folder: what its files hold, and how a scorer is made of them."""

from __future__ import annotations

from typing import Any

from stance.arrays import read_arrays
from stance.encoder.encoder import FILES as ENCODER_FILES
from stance.encoder.encoder import NETWORK, Encoder, check_encoder, load_encoder
from stance.errors import ModelError
from stance.features.extraction import CONTEXT, FAMILIES, Extractor
from stance.features.vocabulary import Vocabulary
from stance.learning.blend import BlendWeights, Reading
from stance.learning.two_stage import TwoStageScorer
from stance.model.checking import ANSWERS, check_arrays, check_facts, check_names
from stance.model.stages import stage_of
from stance.topics import Topic, Topics

WEIGHTS = "weights.npz"
STAGES = tuple(ANSWERS)
BLEND_PARTS = ("ngrams", "encoder", "bias")


def read_format_1(manifest: dict[str, Any], contents: dict[str, bytes]) -> TwoStageScorer:
    """Make a scorer of what lies in a model folder.

    Parameters
    ----------
    manifest : dict
        The manifest as it was read.
    contents : dict of str to bytes
        The files that it lists, whose hashes were checked.

    Returns
    -------
    TwoStageScorer

    Raises
    ------
    LookupError, ValueError, TypeError, AttributeError
        If something in it is not what a model has.
    ModelError
        If it was trained with another encoder than the bundled one that it names.
    """
    # The bytes whose hash was checked, and not the file once more.
    return scorer_of(manifest, contents, read_arrays(contents[WEIGHTS]))


def scorer_of(
    manifest: dict[str, Any], contents: dict[str, bytes], arrays: dict[str, Any]
) -> TwoStageScorer:
    """Make a scorer of what lies in a model folder, its arrays being read already.

    Parameters
    ----------
    manifest, contents
        As in `read_format_1`.
    arrays : dict of str to ndarray
        The weights.

    Returns
    -------
    TwoStageScorer
    """
    check_facts(manifest)
    topics = Topics(Topic(t["name"], t["description"], t["aliases"]) for t in manifest["topics"])
    names = {family: lines_of(contents[f"{family}.txt"]) for family in (*FAMILIES, CONTEXT)}
    for family, of_family in names.items():
        check_names(family, of_family)
    sizes = {family: len(of_family) for family, of_family in names.items()}
    check_arrays(arrays, sizes, manifest["classes"], len(topics))
    vocabularies = {
        family: Vocabulary(of_family, arrays[f"{family}_idf"])
        for family, of_family in names.items()
    }
    stages = {stage: stage_of(stage, tuple(manifest["classes"][stage]), arrays) for stage in STAGES}
    extractor = Extractor(topics, vocabularies)
    return TwoStageScorer(
        extractor,
        stages["relevance"],
        stages["side"],
        arrays["side_prior"],
        float(manifest["min_about"]),
        # Up to the fourth format one bound did for both.
        float(manifest["min_about"]),
        float(manifest["about_threshold"]),
        _reading(manifest, contents, arrays),
    )


def _reading(
    manifest: dict[str, Any], contents: dict[str, bytes], arrays: dict[str, Any]
) -> Reading | None:
    encoder = manifest["encoder"]
    if encoder is None:
        return None
    blends = {
        stage: BlendWeights(
            tuple(manifest["classes"][stage]),
            *(arrays[f"{stage}_blend_{part}"] for part in BLEND_PARTS),
        )
        if f"{stage}_blend_bias" in arrays
        else None
        for stage in STAGES
    }
    return Reading(_encoder(encoder, contents), blends["relevance"], blends["side"])


def _encoder(named: dict[str, Any], contents: dict[str, bytes]) -> Encoder:
    if not named["bundled"]:
        own = {name: contents[name] for name in ENCODER_FILES}
        check_encoder(own)
        return Encoder(own)
    bundled = load_encoder()
    if bundled.sha256 != named["sha256"]:
        msg = (
            "the model was trained with another encoder than the one of this version "
            f"({NETWORK} differs): train it again, or install the version that trained it"
        )
        raise ModelError(msg)
    return bundled


def lines_of(content: bytes) -> list[str]:
    r"""Return the lines of a text list.

    Parameters
    ----------
    content : bytes
        UTF-8, without a line break at its end.

    Returns
    -------
    list of str

    Examples
    --------
    >>> lines_of(b"no\nyes"), lines_of(b"")
    (['no', 'yes'], [])
    """
    return content.decode().split("\n") if content else []
