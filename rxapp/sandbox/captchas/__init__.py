"""What a captcha says, told to testers: the one place that answers instead of a person's eyes. Never in production."""
