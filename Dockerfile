# The web image. Nothing secret is needed to build it: the key, the database and the site's
# address come from the environment when it starts.

FROM python:3.11-slim AS packages
COPY requirements/base.txt /base.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /base.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data LOG_FORMAT=json
RUN useradd --uid 10001 --home-dir /app newsroom && mkdir /data && chown newsroom /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py gunicorn.conf.py ./
COPY newsroom newsroom
COPY issues issues
COPY templates templates
COPY static static
USER newsroom
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "newsroom.wsgi", "--bind", "0.0.0.0:8000"]
