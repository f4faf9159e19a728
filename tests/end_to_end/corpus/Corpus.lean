module

public import Corpus.Basic
