"""Offices that take citizens' feedback: real servers on loopback that misbehave when told to."""
