from django.apps import AppConfig


class WorkerTestsConfig(AppConfig):
    name = "tests.worker"
    label = "worker_tests"

    def ready(self) -> None:
        from itp_cms.core.followers import register
        from tests.worker.traces import Tracer

        register(Tracer("first"))
        register(Tracer("second"))
