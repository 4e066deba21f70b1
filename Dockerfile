# One image for every process; docker-compose.yml says which command each service runs.

FROM python:3.13-slim AS build
RUN apt-get -qq update && apt-get -qq install --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /namehouse
COPY Makefile setup.cfg pyproject.toml README.md LICENSE ./
COPY requirements requirements
RUN make .venv/.run-installed && .venv/bin/python -m pip uninstall -qq -y uv
COPY . .
RUN make assets && .venv/bin/python -m compileall -q registry wire epp whois rde tmch mail panel schemas namehouse

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin namehouse \
    && install -d -o namehouse -g namehouse -m 0750 /var/lib/namehouse
COPY --from=build /namehouse /namehouse
ENV PATH=/namehouse/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 NAMEHOUSE_VAR=/var/lib/namehouse NAMEHOUSE_LOG_FORMAT=json
USER namehouse
WORKDIR /namehouse
VOLUME /var/lib/namehouse
ENTRYPOINT ["namehouse"]
CMD ["--help"]
