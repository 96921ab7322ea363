# Small, without root, and content to run on a read-only file system: only /data is written to.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements/runtime.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r runtime.txt

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin bot \
    && install -d -o bot -g bot -m 0750 /data
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BOT_HOST=0.0.0.0 \
    BOT_PORT=8080 \
    BOT_DATABASE_URL=sqlite:////data/bot.db \
    BOT_CACHE_DIR=/data/cache \
    BOT_DROPBOX_DIR=/data/gop-y
WORKDIR /app
COPY --from=build /venv /venv
COPY bot ./bot
COPY knowledge ./knowledge
USER 10001:10001
# what a first start would learn is learnt here: a new volume begins with a copy of it
RUN python -m bot check
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"BOT_PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
