"""The words: message catalogues, and the sentences made from what the domain decides.

Screens speak bokmål and English (gettext domain `screen`), the citizen's page bokmål, nynorsk,
English and North Sami (domain `citizen`). The domain gives codes and facts; every sentence is
written here, once, for the terminal, the API and the command line.
"""
