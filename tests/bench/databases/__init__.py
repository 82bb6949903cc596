"""The databases that are measured: as large as asked for, the same at every making, kept between runs."""
