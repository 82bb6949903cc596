"""What holds for every request and answer, whatever is asked: origins, rates, compression, methods, versions."""
