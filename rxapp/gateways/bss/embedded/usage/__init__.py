"""What was used, by record. A record takes from the package first; what is beyond is charged by the operator's rate."""
