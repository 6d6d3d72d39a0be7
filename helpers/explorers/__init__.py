"""Widgets to type into: token IDs, vectors and probabilities change along. The rest of helpers computes them."""

from helpers.explorers.embedding import EmbeddingExplorer
from helpers.explorers.layer import LayerExplorer
from helpers.explorers.pipeline import PipelineExplorer
from helpers.explorers.token import TokenExplorer
from helpers.explorers.vocabulary import VocabularyExplorer

__all__ = ["EmbeddingExplorer", "LayerExplorer", "PipelineExplorer", "TokenExplorer", "VocabularyExplorer"]
