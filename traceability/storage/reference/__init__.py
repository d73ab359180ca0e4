"""Which reference data does the product carry?"""
