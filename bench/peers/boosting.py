"""Gradient boosting by histograms: scikit-learn's and LightGBM's."""
import os

import numpy as np
import sklearn
from side import columns


def versions():
    found = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
    try:
        import lightgbm

        found["lightgbm"] = lightgbm.__version__
    except ImportError:
        pass
    return found


def load(folder, arguments):
    rows, held = arguments["rows"], arguments["heldOut"]
    # Each side gets the layout that it likes best: rows together for LightGBM, columns for scikit-learn.
    order = np.ascontiguousarray if arguments["peer"] == "LightGBM" else np.asfortranarray
    x = columns(folder, "x", rows + held)
    y = columns(folder, "y", rows + held)[:, 0].copy()
    train, test = order(x[:rows]), order(x[rows:])
    if arguments["peer"] == "LightGBM":
        import lightgbm

        threads = int(os.environ["OMP_NUM_THREADS"])

        def make():
            return lightgbm.LGBMClassifier(
                n_estimators=100, num_leaves=31, min_child_samples=20, learning_rate=0.1, max_bin=255,
                n_jobs=threads, verbose=-1)
    else:
        from sklearn.ensemble import HistGradientBoostingClassifier

        def make():
            return HistGradientBoostingClassifier(
                max_iter=100, max_leaf_nodes=31, min_samples_leaf=20, learning_rate=0.1, early_stopping=False)

    def run():
        p = make().fit(train, y[:rows]).predict_proba(test)[:, 1]
        target = y[rows:]
        return {"loss": float(-np.mean(target * np.log(p) + (1 - target) * np.log1p(-p)))}

    return run
