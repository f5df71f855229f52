# Followthrough as an image: no shell, no root, no writing outside /data. How to run it: docs/docker.md.
#
#   docker build -t followthrough .
#   docker build -t followthrough --build-arg PYTHON_VERSION=3.13 .
#
# Behind a mirror of the package index:
#   docker build --build-arg PIP_INDEX_URL=... --secret id=ca.pem,src=mirror-ca.pem --build-arg PIP_CERT=/run/secrets/ca.pem .
ARG PYTHON_VERSION=3.12

FROM python:${PYTHON_VERSION}-slim AS build
ARG PIP_INDEX_URL
ARG PIP_CERT
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build

# The libraries: exactly the pinned files. Then away with what google-api-python-client brings for the other 600 APIs (110 MB).
COPY requirements.lock build.lock ./
RUN --mount=type=secret,id=ca.pem,target=/run/secrets/ca.pem,required=false \
    python -m venv --without-pip /opt/followthrough \
    && pip --python /opt/followthrough install --require-hashes --only-binary :all: -r requirements.lock \
    && find /opt/followthrough/lib/python*/site-packages/googleapiclient/discovery_cache/documents \
        -type f ! -name gmail.v1.json -delete \
    && test -s /opt/followthrough/lib/python*/site-packages/googleapiclient/discovery_cache/documents/gmail.v1.json \
    && pip install --root-user-action ignore --require-hashes --only-binary :all: -r build.lock

# The program: its wheel, built once, from nothing but what is here.
COPY pyproject.toml README.md LICENSE ./
COPY agent agent
COPY providers providers
COPY rules rules
RUN pip wheel --no-index --no-deps --no-build-isolation --wheel-dir dist . \
    && pip --python /opt/followthrough install --no-index --no-deps dist/*.whl


FROM python:${PYTHON_VERSION}-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Followthrough" \
      org.opencontainers.image.description="Puts the right follow-up into your Drafts folder after every job interview. Never sends anything." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

RUN groupadd --gid 1000 followthrough \
    && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /data --shell /usr/sbin/nologin followthrough \
    && install --directory --owner 1000 --group 1000 --mode 0700 /data \
    && install --directory --owner 1000 --group 1000 --mode 0755 /config
COPY --from=build /opt/followthrough /opt/followthrough

ENV PATH=/opt/followthrough/bin:$PATH \
    HOME=/data \
    FOLLOWTHROUGH_DATA_DIR=/data \
    FOLLOWTHROUGH_LOG_FILE=- \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

# /config is mounted read-only and is no VOLUME: one that nobody mounts would be a writable one.
VOLUME /data
WORKDIR /data
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=10m --retries=2 CMD ["followthrough", "status", "--check"]
ENTRYPOINT ["followthrough"]
CMD ["run"]
