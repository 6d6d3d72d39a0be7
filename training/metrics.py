"""Scores of a classifier on labelled texts."""

import numpy as np

from helpers.intervals import share_interval
from helpers.labelled import SENTIMENTS

CALIBRATION_BINS = 15
RESAMPLES = 1000


def recalls(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Recall of each label, shape (labels,)."""
    hits = probabilities.argmax(1) == labels
    return np.array([hits[labels == label].mean() for label in range(len(SENTIMENTS))])


def precisions(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Precision of each label, shape (labels,); 0 where a label was never answered."""
    answers = probabilities.argmax(1)
    found = [(labels[answers == label] == label) for label in range(len(SENTIMENTS))]
    return np.array([hits.mean() if len(hits) else 0.0 for hits in found])


def f1_scores(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Harmonic mean of precision and recall of each label, shape (labels,)."""
    recall, precision = recalls(probabilities, labels), precisions(probabilities, labels)
    return 2 * recall * precision / np.maximum(recall + precision, 1e-12)


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Expected calibration error over 15 equal bins of confidence (Guo et al., 2017)."""
    hits, confidence, bins = _binned(probabilities, labels)
    gaps = [
        (bins == b).mean() * abs(hits[bins == b].mean() - confidence[bins == b].mean())
        for b in range(CALIBRATION_BINS)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def calibration_interval(probabilities: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """The middle 95 % of the calibration errors of texts drawn again from these (percentile bootstrap; Efron, 1979)."""
    generator = np.random.default_rng(0)
    drawn = generator.integers(0, len(labels), (RESAMPLES, len(labels)))
    errors = [calibration_error(probabilities[again], labels[again]) for again in drawn]
    low, high = np.quantile(errors, [0.025, 0.975])
    return float(low), float(high)


def _binned(probabilities: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    confidence = probabilities.max(1)
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    return probabilities.argmax(1) == labels, confidence, bins


def reliability_table(probabilities: np.ndarray, labels: np.ndarray) -> str:
    """A Markdown table with a row for each bin of confidence that can occur, the empty ones included."""
    hits, confidence, bins = _binned(probabilities, labels)
    rows = ["| stated | texts | mean stated | right | 95 % interval |", "|---|---:|---:|---:|---|"]
    for b in range(CALIBRATION_BINS // len(SENTIMENTS), CALIBRATION_BINS):  # the largest of three is at least a third
        inside = bins == b
        row = f"| {b / CALIBRATION_BINS:.3f} to {(b + 1) / CALIBRATION_BINS:.3f} | {inside.sum()}"
        if inside.any():
            low, high = share_interval(int(hits[inside].sum()), int(inside.sum()))
            row += f" | {confidence[inside].mean():.3f} | {hits[inside].mean():.3f} | {low:.3f} to {high:.3f} |"
        else:
            row += " | – | – | – |"
        rows.append(row)
    return "\n".join(rows)


def describe(probabilities: np.ndarray, labels: np.ndarray) -> str:
    """A Markdown table of scores, by class and overall."""
    recall, precision, f1 = (score(probabilities, labels) for score in (recalls, precisions, f1_scores))
    rows = ["| class | texts | recall | precision | F1 |", "|---|---:|---:|---:|---:|"]
    for label, name in enumerate(SENTIMENTS):
        texts = int((labels == label).sum())
        rows.append(f"| {name} | {texts} | {recall[label]:.3f} | {precision[label]:.3f} | {f1[label]:.3f} |")
    rows.append(f"| macro average | {len(labels)} | {recall.mean():.3f} | {precision.mean():.3f} | {f1.mean():.3f} |")
    right = int((probabilities.argmax(1) == labels).sum())
    low, high = share_interval(right, len(labels))
    rows += ["", f"Accuracy {right / len(labels):.3f} (95 % interval {low:.3f} to {high:.3f}, exact)."]
    return "\n".join(rows)
