"""Pages about signing in with an account elsewhere."""

from forum.accounts.federated.views import coming, connecting, managing
from forum.accounts.federated.views.leaving import leave

__all__ = ["coming", "connecting", "leave", "managing"]
