"""The other side of escrow, simulated: ICANN's reporting interface and an agent's SFTP server, well and otherwise."""
