"""EconML's honest causal forest on the same residuals, with the variance of its predictions."""
import os

import numpy as np
from side import columns


def versions():
    import econml

    return {"econml": econml.__version__}


def load(folder, arguments):
    from econml.grf import CausalForest

    n = arguments["rows"]
    x, test = (np.ascontiguousarray(columns(folder, f"{part}-x", n)) for part in ("train", "test"))
    tau = columns(folder, "test-tau", n)[:, 0]
    w = columns(folder, "w", n).copy()
    y = columns(folder, "y", n).copy()
    jobs = int(os.environ.get("TXLAB_THREADS", "1"))

    def run():
        forest = CausalForest(
            n_estimators=arguments["trees"],
            criterion="het",
            min_samples_leaf=5,
            max_samples=0.5,
            min_balancedness_tol=0.45,
            honest=True,
            inference=True,
            subforest_size=2,
            n_jobs=jobs,
            random_state=1,
        ).fit(x, w, y)
        effect, variance = forest.predict_and_var(test)
        effect, error = effect[:, 0], np.sqrt(variance[:, 0, 0])
        miss = effect - tau
        return {"rmse": float(np.sqrt(np.mean(miss**2))), "coverage": float(np.mean(np.abs(miss) < 1.959964 * error))}

    return run
