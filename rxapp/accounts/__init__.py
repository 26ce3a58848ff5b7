"""Who the subscriber is: the account, its sessions, its confirmation codes and its live feed."""
