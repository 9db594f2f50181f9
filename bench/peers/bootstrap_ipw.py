"""The bootstrap of inverse probability weighting (Hájek), with the propensity fitted anew in each replicate."""
import warnings

import numpy as np
from side import columns


def versions():
    import sklearn
    import statsmodels

    return {"scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__}


def load(folder, arguments):
    warnings.simplefilter("ignore")
    n, replicates = arguments["rows"], arguments["replicates"]
    x = np.ascontiguousarray(columns(folder, "x", n))
    a = columns(folder, "a", n)[:, 0].copy()
    y = columns(folder, "y", n)[:, 0].copy()
    if arguments["peer"] == "statsmodels":
        import statsmodels.api as sm

        design = sm.add_constant(x)

        def fit(rows):
            if arguments["routine"] == "GLM":
                return sm.GLM(a[rows], design[rows], family=sm.families.Binomial()).fit()
            return sm.Logit(a[rows], design[rows]).fit(disp=0)

        def score(rows):
            return fit(rows).predict(design[rows])

    else:
        from sklearn.linear_model import LogisticRegression

        def score(rows):
            model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-6)
            return model.fit(x[rows], a[rows]).predict_proba(x[rows])[:, 1]

    def effect(rows):
        e, t, outcome = score(rows), a[rows], y[rows]
        w1, w0 = t / e, (1 - t) / (1 - e)
        return (w1 @ outcome) / w1.sum() - (w0 @ outcome) / w0.sum()

    def run():
        rng = np.random.default_rng(1)
        found = np.array([effect(rng.integers(0, n, n)) for _ in range(replicates)])
        return {"value": effect(np.arange(n)), "standardError": found.std(ddof=1)}

    return run
