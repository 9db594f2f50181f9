"""L1-penalized logistic regression of sparse columns at a sequence of penalties."""
import warnings

import numpy as np
import scipy.sparse as sp
import sklearn
from side import columns
from sklearn.linear_model import LogisticRegression


def versions():
    return {"scikit-learn": sklearn.__version__, "numpy": np.__version__}


def load(folder, arguments):
    n, p, each = arguments["rows"], arguments["columns"], arguments["perColumn"]
    y = columns(folder, "y", n)[:, 0].copy()
    rows = np.fromfile(f"{folder}/rows.i32", dtype=np.int32)
    values = np.fromfile(f"{folder}/values.f64")
    # The penalty is on columns of standard deviation 1; the unpenalized intercept makes centring unnecessary.
    blocks = values.reshape(p, each)
    scale = np.sqrt((blocks ** 2).sum(axis=1) / n - (blocks.sum(axis=1) / n) ** 2)
    x = sp.csc_matrix((values / np.repeat(scale, each), rows, np.arange(p + 1) * each), shape=(n, p)).tocsr()
    solver, tolerance = arguments["solver"], arguments["tolerance"]
    warnings.filterwarnings("ignore")

    def run():
        # liblinear penalizes its intercept; a large constant column makes that small. It has no warm start.
        more = {"intercept_scaling": 10.0} if solver == "liblinear" else {"warm_start": True}
        model = LogisticRegression(l1_ratio=1, solver=solver, tol=tolerance, max_iter=500, random_state=0, **more)
        objectives = []
        for penalty in arguments["lambdas"]:
            model.set_params(C=1 / (n * penalty)).fit(x, y)
            eta = x @ model.coef_[0] + model.intercept_[0]
            objectives.append(float(np.mean(np.logaddexp(0, eta) - y * eta) + penalty * np.abs(model.coef_).sum()))
        return {"objectives": objectives}

    return run
