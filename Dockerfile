# The server and the command.
#
#   docker build -t citeweave .
#   docker run --rm -v citeweave:/data -v "$PWD:/work:ro" citeweave build /work/page.txt
#   docker run --rm -v citeweave:/data citeweave token create --name me
#   docker run --rm -v citeweave:/data -p 127.0.0.1:8000:8000 citeweave

FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY schema schema
COPY sources sources
COPY nlp nlp
COPY graph graph
COPY api api
RUN python -m venv /opt/citeweave \
 && /opt/citeweave/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 citeweave \
 && install -d -o citeweave -g citeweave /data
COPY --from=build /opt/citeweave /opt/citeweave
ENV PATH=/opt/citeweave/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CITEWEAVE_GRAPH=sqlite:/data/graph.db \
    CITEWEAVE_TOKEN_FILE=/data/tokens.json
USER citeweave
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["citeweave"]
# It listens on more than loopback inside the container, so it refuses to start without a token.
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
