"""Names as a town bears them: a few borne by many, many by a few; several thousand in all."""

import random
from itertools import product

GIVEN = """
Marie Jean Camille Louise Ousmane Maylis Bixente Amélie Karim Jeanne Peyo Sophie Noé Inès Pierre
Michel André Philippe Nathalie Isabelle Sylvie Catherine Martine Françoise Nicolas Julien Thomas
Léa Emma Chloé Manon Lucas Hugo Nathan Arthur Jules Raphaël Gabriel Adam Fatima Mohamed Aïcha
Yasmine Monique Bernard Claude Daniel Patrick Laurent Stéphane Valérie Céline Aurélie Émilie
Pauline Mathilde Clara Sarah Théo Maxime Antoine Vincent Olivier Éric Thierry Pascal Hélène Anne
"""
FAMILY = """
Bordenave Laborde Cazenave Etcheverry Lacoste Martin Diop Benali Sempé Larrouy Darrieux Hourcade
Lamarque Sarrat Pédebidou Casamayor Loustau Bergeret Capdevielle Haurie Lahitte
"""
_BEGINNINGS = """
Lab Cas Etch Ber Dar Hour Lam Sar Lous Cap Hau Mar Dup Laf Cam Pou Sou Ger Bar Fau Mon Lag Mou
Cou Bou Des Gar Lap Per Tou Ros Mir Cer Del Duc Fort Gui Jau Lec Man Nog Pey Tris Vig Cla Bet
"""
_ENDINGS = """
agne alet arde aret argue aud aval azet ebon ede ègues elin erat este eval iède iet igue inat
ist itte oche olle ombe onnet ordes oste otte ouat oubet oulet oumes ousse oux ubert uchet uisse
une
"""


class Names:
    """Draws names, always the same ones in the same order."""

    def __init__(self) -> None:
        self._random = random.Random(64)  # noqa: S311  the same people each time
        composed = [begin + end for begin, end in product(_BEGINNINGS.split(), _ENDINGS.split())]
        self._random.shuffle(composed)
        self._given, self._families = GIVEN.split(), FAMILY.split() + composed
        self._weights = [1 / (rank + 12) for rank in range(len(self._families))]
        self._given_weights = [1 / (rank + 8) for rank in range(len(self._given))]

    def draw(self) -> tuple[str, str]:
        """Given name, family name."""
        given = self._random.choices(self._given, self._given_weights)[0]
        return given, self._random.choices(self._families, self._weights)[0]
