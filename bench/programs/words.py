# SPDX-License-Identifier: MIT
"""words.py - a made-up language, for inputs that look like text

Words are drawn as in natural text: the r-th most frequent one with a
probability in proportion to 1/r (Zipf's law), and the frequent ones are
short.  Everything follows from one seed, so that an input is the same
wherever and whenever it is made.
"""

import itertools
import random

SEED = 20240229
NR_WORDS = 8000
NR_SHORT = 800  # words of one syllable; of two, until there are NR_MEDIUM
NR_MEDIUM = 4000
ONSETS = "b c d f g h j k l m n p r s t v w z br ch cl dr fl gr pl sh st tr"
VOWELS = "a e i o u ai ea ou"
CODAS = "- - - l m n r s t nd ng rt st"


def vocabulary(rng):
    """NR_WORDS different words, short ones first."""
    syllables = [a + b + c.strip("-")
                 for a, b, c in itertools.product(ONSETS.split(),
                                                  VOWELS.split(),
                                                  CODAS.split())]
    words = {}
    while len(words) < NR_WORDS:
        nr_syllables = 1 + sum(len(words) >= n
                               for n in (NR_SHORT, NR_MEDIUM))
        word = "".join(rng.choice(syllables) for _ in range(nr_syllables))
        words[word] = None
    return list(words)


class Words:
    """A source of words; draws ahead in batches, because that is faster."""

    BATCH = 65536

    def __init__(self):
        self.rng = random.Random(SEED)
        self.vocabulary = vocabulary(self.rng)
        ranks = range(1, NR_WORDS + 1)
        self.weights = list(itertools.accumulate(1 / r for r in ranks))
        self.drawn = []

    def take(self, count):
        """A list of the next count words."""
        while len(self.drawn) < count:
            self.drawn += self.rng.choices(self.vocabulary,
                                           cum_weights=self.weights,
                                           k=self.BATCH)
        at = len(self.drawn) - count
        taken = self.drawn[at:]
        del self.drawn[at:]
        return taken

    def phrase(self, shortest, longest):
        """A phrase of that many words, both ends possible."""
        return " ".join(self.take(self.rng.randint(shortest, longest)))
