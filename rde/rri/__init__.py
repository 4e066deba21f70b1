"""ICANN's reporting interface (draft-lozano-icann-registry-interfaces): deposits and months are reported there."""
