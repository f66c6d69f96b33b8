# Migrations are their own step: docker run IMAGE migrate, then docker run -p 8000:8000 IMAGE
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv
RUN python -m venv /opt/venv
COPY requirements.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md ./
COPY app app
COPY migrations migrations
RUN /opt/venv/bin/pip install --no-cache-dir --no-index --no-build-isolation --editable .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --user-group tthc766 && install --directory --owner tthc766 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv /srv
WORKDIR /srv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    TMPDIR=/data \
    TTHC766_HOST=0.0.0.0 \
    TTHC766_DATABASE_URL=sqlite:////data/tthc766.db
VOLUME /data
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "import httpx; httpx.get('http://127.0.0.1:8000/readyz').raise_for_status()"]
ENTRYPOINT ["tthc766"]
CMD ["serve"]
