"""Scores of a classifier on labelled texts."""

import numpy as np

from helpers.sentences import LABELS

CALIBRATION_BINS = 15


def recalls(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Recall of each label, shape (labels,)."""
    hits = probabilities.argmax(1) == labels
    return np.array([hits[labels == label].mean() for label in range(len(LABELS))])


def precisions(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Precision of each label, shape (labels,); 0 where a label was never answered."""
    answers = probabilities.argmax(1)
    found = [(labels[answers == label] == label) for label in range(len(LABELS))]
    return np.array([hits.mean() if len(hits) else 0.0 for hits in found])


def f1_scores(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Harmonic mean of precision and recall of each label, shape (labels,)."""
    recall, precision = recalls(probabilities, labels), precisions(probabilities, labels)
    return 2 * recall * precision / np.maximum(recall + precision, 1e-12)


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Expected calibration error over 15 equal bins of confidence (Guo et al., 2017)."""
    confidence = probabilities.max(1)
    hits = probabilities.argmax(1) == labels
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = [
        (bins == b).mean() * abs(hits[bins == b].mean() - confidence[bins == b].mean())
        for b in range(CALIBRATION_BINS)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def describe(probabilities: np.ndarray, labels: np.ndarray) -> str:
    """A Markdown table of scores, by class and overall."""
    recall, precision, f1 = (score(probabilities, labels) for score in (recalls, precisions, f1_scores))
    rows = ["| class | texts | recall | precision | F1 |", "|---|---:|---:|---:|---:|"]
    for label, name in enumerate(LABELS):
        texts = int((labels == label).sum())
        rows.append(f"| {name} | {texts} | {recall[label]:.3f} | {precision[label]:.3f} | {f1[label]:.3f} |")
    rows.append(f"| macro average | {len(labels)} | {recall.mean():.3f} | {precision.mean():.3f} | {f1.mean():.3f} |")
    accuracy = (probabilities.argmax(1) == labels).mean()
    rows += ["", f"Accuracy {accuracy:.3f}; calibration error {calibration_error(probabilities, labels):.3f}."]
    return "\n".join(rows)
