"""Widgets to type into: token IDs, vectors and probabilities change along. The rest of helpers computes them."""

from helpers.explorers.embedding import EmbeddingExplorer
from helpers.explorers.pipeline import PipelineExplorer
from helpers.explorers.token import TokenExplorer
from helpers.explorers.vocabulary import VocabularyExplorer

__all__ = ["EmbeddingExplorer", "PipelineExplorer", "TokenExplorer", "VocabularyExplorer"]
