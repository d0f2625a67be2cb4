"""The office: rules decide, records remember, actions write, reports read."""
