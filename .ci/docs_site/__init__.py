"""The site of the documentation: the repository's pages, built by zensical and looked through for dead ends."""
