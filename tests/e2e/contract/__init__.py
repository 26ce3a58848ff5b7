"""The public UI contract, row by row (passport-contract.md). Locators are the ones other teams' suites use."""
