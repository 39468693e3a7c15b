# The program with a browser and fonts: docker build --tag stapsgewijs . && docker run --rm --volume "$PWD:/docs" stapsgewijs verify
FROM python:3.11-slim-bookworm

# The browser is Debian's: the same pixels wherever this image runs. Fonts for Chinese, Japanese and Korean are its largest part.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium-headless-shell fonts-noto-cjk \
    && rm --recursive --force /var/lib/apt/lists/*

WORKDIR /opt/stapsgewijs
COPY requirements.lock ./
RUN python -m pip install --no-cache-dir --require-hashes --no-deps --requirement requirements.lock
COPY . ./
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --create-home writer

USER writer
WORKDIR /docs
# Documents, and the report in /docs/build, are the folder that is mounted here. The simulator listens in the container only.
ENTRYPOINT ["stapsgewijs"]
CMD ["--help"]
