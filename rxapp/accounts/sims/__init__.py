"""Whether an SMS still reaches whom it always reached: a SIM changed or a number ported lately says no (OTP-11)."""
