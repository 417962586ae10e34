"""From reactions to points on a plane: the two directions along which people differ most."""

from dataclasses import dataclass

import numpy as np

from parvis.participation.opinions.reactions import Numbers, Reactions


@dataclass(frozen=True)
class Plane:
    """`points`: people × 2; `axes`: statements × 2; `spread`: share of variance of each axis."""

    points: Numbers
    axes: Numbers
    spread: tuple[float, float]


def plane(reactions: Reactions) -> Plane:
    """Principal components of the reactions, missing ones set to their statement's mean.

    A person who reacted little is moved outward by √(statements / reactions), as Pol.is does, so
    that silence is not mistaken for being of the middle. Needs one reaction to each statement.
    """
    seen = reactions.seen
    told = np.where(seen, reactions.values, 0).astype(np.float32)
    mean = told.sum(axis=0) / seen.sum(axis=0)
    centred = np.where(seen, told - mean, np.float32(0))
    spread, axes = _directions(centred)
    reach = np.sqrt(centred.shape[1] / np.maximum(seen.sum(axis=1), 1))
    # Rounded: machines differ in the last digits, and groups must not.
    points = np.round((centred @ axes) * reach[:, None], 6).astype(np.float64)
    return Plane(points, axes, spread)


def _directions(
    centred: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
) -> tuple[tuple[float, float], Numbers]:
    covariance = (centred.T @ centred).astype(np.float64) / max(len(centred) - 1, 1)
    variances, vectors = np.linalg.eigh(covariance)
    axes = np.zeros((centred.shape[1], 2))
    found = min(2, centred.shape[1])
    axes[:, :found] = vectors[:, ::-1][:, :found]
    # A component has no sign of its own: its strongest statement lies on the right, or above.
    strongest = np.abs(np.round(axes, 9)).argmax(axis=0)
    signs = np.sign(axes[strongest, [0, 1]])
    axes *= np.where(signs == 0, 1, signs)
    whole = float(variances.sum()) or 1.0
    shares = [float(max(one, 0.0)) / whole for one in variances[::-1][:2]]
    return (shares[0], shares[1] if len(shares) > 1 else 0.0), axes
