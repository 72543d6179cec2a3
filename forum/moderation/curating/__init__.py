"""The curators' lists of articles: what helps least, what another language says more, what nobody looked at for long."""
