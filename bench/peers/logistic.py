"""Logistic regression by maximum likelihood, without a penalty."""
import numpy as np
import sklearn
from side import columns


def versions():
    import statsmodels

    return {"scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__}


def load(folder, arguments):
    x = np.asfortranarray(columns(folder, "x", arguments["rows"]))
    y = columns(folder, "y", arguments["rows"])[:, 0].copy()
    if arguments["peer"] == "statsmodels":
        import statsmodels.api as sm

        def run():
            if arguments["routine"] == "GLM":
                fit = sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial()).fit()
            else:
                fit = sm.Logit(y, sm.add_constant(x)).fit(disp=0)
            return {"coefficients": fit.params.tolist(), "logLikelihood": fit.llf}

        return run
    from sklearn.linear_model import LogisticRegression

    # scikit-learn's solvers want rows together; that layout is not charged to it.
    rows = np.ascontiguousarray(x)

    def run():
        model = LogisticRegression(C=np.inf, solver=arguments["solver"], tol=arguments["tolerance"], max_iter=1000)
        model.fit(rows, y)
        return {"coefficients": [*model.intercept_.tolist(), *model.coef_[0].tolist()]}

    return run
