"""Text as scraped goes in, sentences with their places come out."""

from stance.sentences.documents import read_document
from stance.sentences.sentence import Sentence
from stance.sentences.splitting import split_sentences

__all__ = ["Sentence", "read_document", "split_sentences"]
