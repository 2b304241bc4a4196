# syntax=docker/dockerfile:1
# The mock and the check in one image; docs/container.md says how to build it with its bill of materials and provenance.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE openapi.yaml requirements.lock constraints.txt ./
COPY mock_server/ mock_server/
COPY contracts/ contracts/
RUN python -m venv /opt/mythic-mock \
  && /opt/mythic-mock/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock \
  && /opt/mythic-mock/bin/python -m pip install --no-cache-dir -c constraints.txt "redis[hiredis]" \
  && /opt/mythic-mock/bin/python -m pip install --no-cache-dir --no-deps . \
  && /opt/mythic-mock/bin/python -m pip uninstall --yes pip

FROM python:${PYTHON}-slim
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="mythic-mock" \
  org.opencontainers.image.description="A stateful mock server and a contract checker, both driven by one OpenAPI document" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.base.name="docker.io/library/python:3.13-slim"
COPY --from=build /opt/mythic-mock /opt/mythic-mock
COPY openapi.yaml /api/openapi.yaml
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin mock \
  && install --directory --owner=mock --group=mock /data
ENV PATH=/opt/mythic-mock/bin:$PATH
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import http.client; asked = http.client.HTTPConnection('localhost', 8000, timeout=2); asked.request('GET', '/__admin/health'); raise SystemExit(asked.getresponse().status >= 500)"]
ENTRYPOINT ["mythic-mock"]
CMD ["serve", "/api/openapi.yaml", "--host", "0.0.0.0", "--port", "8000", "--store", "/data/records.journal"]
