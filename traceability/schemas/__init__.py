"""Contracts: what goes in and out of the register, validated here and nowhere else."""
