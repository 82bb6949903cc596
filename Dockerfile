FROM python:3.11-slim-bookworm
WORKDIR /srv/cms
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN useradd --system cms && mkdir /srv/static /srv/media && chown cms /srv/static /srv/media
USER cms
ENV DJANGO_SETTINGS_MODULE=itp_cms.settings.production STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media
CMD ["gunicorn", "itp_cms.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
