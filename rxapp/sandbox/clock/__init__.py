"""The sandbox's clock: testers move it for limits and expiries, and every worker follows before they are answered."""
