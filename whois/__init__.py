"""The door of the public: who holds a name, by port 43 today; RDAP and the web will ask the same lookup."""
