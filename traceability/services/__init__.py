"""Use cases: one public function, one story, one transaction."""
