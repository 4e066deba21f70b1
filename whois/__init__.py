"""The door of the public: who holds a name and whether it can be had, by port 43, RDAP and the web; all ask one lookup."""
