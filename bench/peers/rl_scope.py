"""SCOPE-RL's six estimators with its own bootstrap, which resamples one number per trajectory: its self-normalized
estimators keep the sums of weights of the whole sample."""
import warnings

import numpy as np

warnings.filterwarnings("ignore")

import scope_rl  # noqa: E402
from scope_rl.ope.discrete import (  # noqa: E402
    DoublyRobust,
    PerDecisionImportanceSampling,
    SelfNormalizedDR,
    SelfNormalizedPDIS,
    SelfNormalizedTIS,
    TrajectoryWiseImportanceSampling,
)


def versions():
    return {"scope-rl": scope_rl.__version__, "numpy": np.__version__}


def load(folder, arguments):
    steps, replicates = arguments["episodes"] * arguments["horizon"], arguments["replicates"]
    column = lambda name: np.fromfile(f"{folder}/{name}.f64")
    given = {
        "step_per_trajectory": arguments["horizon"],
        "action": column("action").astype(int),
        "reward": column("reward"),
        "pscore": column("pscore"),
        "evaluation_policy_action_dist": column("target").reshape(steps, -1),
        "gamma": arguments["discount"],
    }
    q = {"state_action_value_prediction": column("all-q").reshape(steps, -1)}
    estimators = [
        (TrajectoryWiseImportanceSampling(), {}),
        (SelfNormalizedTIS(), {}),
        (PerDecisionImportanceSampling(), {}),
        (SelfNormalizedPDIS(), {}),
        (DoublyRobust(), q),
        (SelfNormalizedDR(), q),
    ]

    def run():
        values, errors = [], []
        for estimator, further in estimators:
            values.append(float(estimator.estimate_policy_value(**given, **further)))
            found = estimator.estimate_interval(
                **given, **further, n_bootstrap_samples=replicates, random_state=1
            )
            low, high = (found[key] for key in found if key.endswith(("(lower)", "(upper)")))
            errors.append(abs(high - low))
        return {"values": values, "errors": errors}

    return run
