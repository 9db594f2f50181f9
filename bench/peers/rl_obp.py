"""Five of the six estimators by the Open Bandit Pipeline, each by its fastest class that gives the same number; it has
none for WDR. IS and WIS: a trajectory is one round of a bandit, its return the reward. PDIS, PDWIS and DR: a trajectory
is a slate and its decisions the positions, filled up after the end where all slates must be of one length. Returns,
discounted rewards and products of probabilities are made before the clock starts. Its bootstrap resamples one number per
trajectory: the self-normalized estimators keep the sums of weights of the whole sample."""
import numpy as np
from obp.ope import (
    InverseProbabilityWeighting,
    SelfNormalizedInverseProbabilityWeighting,
    SelfNormalizedSlateRewardInteractionIPS,
    SlateCascadeDoublyRobust,
    SlateRewardInteractionIPS,
)
from obp.version import __version__


def versions():
    return {"obp": __version__, "numpy": np.__version__}


def load(folder, arguments):
    n, horizon, replicates = arguments["episodes"], arguments["horizon"], arguments["replicates"]
    column = lambda name: np.fromfile(f"{folder}/{name}.f64")
    factor = np.tile(arguments["discount"] ** np.arange(horizon), n)
    action, target = column("action").astype(int), column("target").reshape(n * horizon, -1)
    behavior = column("pscore").reshape(n, horizon).cumprod(axis=1)
    chosen = target[np.arange(n * horizon), action].reshape(n, horizon).cumprod(axis=1)
    full = {
        "slate_id": np.repeat(np.arange(n), horizon),
        "position": np.tile(np.arange(horizon), n),
        "reward": column("reward") * factor,
        "pscore_cascade": behavior.ravel(),
        "evaluation_policy_pscore_cascade": chosen.ravel(),
    }
    alive = column("alive") == 1
    recorded = {name: values[alive] for name, values in full.items()}
    robust = {
        **full,
        "action": action,
        "q_hat": (column("all-q").reshape(n * horizon, -1) * factor[:, None]).ravel(),
        "evaluation_policy_action_dist": target.ravel(),
    }
    # Two actions: the trajectory that was recorded, and any other.
    rounds = {
        "reward": full["reward"].reshape(n, horizon).sum(axis=1),
        "action": np.zeros(n, dtype=int),
        "pscore": behavior[:, -1].copy(),
        "action_dist": np.stack([chosen[:, -1], 1 - chosen[:, -1]], axis=1)[:, :, None],
    }
    estimators = {
        "is": (InverseProbabilityWeighting(), rounds),
        "wis": (SelfNormalizedInverseProbabilityWeighting(), rounds),
        "pdis": (SlateRewardInteractionIPS(len_list=horizon), recorded),
        "pdwis": (SelfNormalizedSlateRewardInteractionIPS(len_list=horizon), full),
        "dr": (SlateCascadeDoublyRobust(len_list=horizon, n_unique_action=target.shape[1]), robust),
    }
    asked = [estimators[name] for name in arguments["estimators"]]

    def run():
        values, errors = [], []
        for estimator, given in asked:
            values.append(float(estimator.estimate_policy_value(**given)))
            found = estimator.estimate_interval(**given, n_bootstrap_samples=replicates, random_state=1)
            errors.append(found["95.0% CI (upper)"] - found["95.0% CI (lower)"])
        return {"values": values, "errors": errors}

    return run
